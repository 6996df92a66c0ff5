"""Sending documents: the batch, its deliveries, preview, composing, running and recovering."""
