"""Telling an app what changed: https://developer.xero.com/documentation/webhooks/overview"""
