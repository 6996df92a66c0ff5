"""Whether the sandbox answers as Xero's OpenAPI files say, in every test that calls it.

https://github.com/XeroAPI/Xero-OpenAPI
"""
