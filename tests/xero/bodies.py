"""Xero's answers as they really look, shortened: the shapes of recordings of 2025 and 2026."""

from __future__ import annotations

ZERO = "00000000-0000-0000-0000-000000000000"

TOKEN_EXPIRED = b"""{"Type":null,"Title":"Unauthorized","Status":401,
"Detail":"TokenExpired: token expired at 06/08/2025 10:15:30",
"Instance":"b7dda2a9-6a0b-4a4c-9f5b-0bb6e5a7c1de","Extensions":{}}"""

TOKEN_BAD = b"""{"Type":null,"Title":"Unauthorized","Status":401,
"Detail":"AuthenticationUnsuccessful","Instance":"b7dda2a9-6a0b-4a4c-9f5b-0bb6e5a7c1de",
"Extensions":{}}"""

SCOPE_MISSING = b"""{"Type":null,"Title":"Unauthorized","Status":401,
"Detail":"AuthorizationUnsuccessful","Instance":"b7dda2a9-6a0b-4a4c-9f5b-0bb6e5a7c1de",
"Extensions":{}}"""

TENANT_BAD = b"""{"type":null,"title":"Forbidden","status":403,
"detail":"AuthenticationUnsuccessful","instance":"2c5cc6b0-2f0c-4a4f-a4d5-5b3f1d1a7a31"}"""

VALIDATION = b"""{"ErrorNumber":10,"Type":"ValidationException",
"Message":"A validation exception occurred","Elements":[{"ContactID":
"00000000-0000-0000-0000-000000000000","Name":"Acme","ValidationErrors":[{"Message":
"The contact name Acme is already assigned to another contact. The contact name must be unique across all active contacts."}]}]}"""  # noqa: E501

POST_DATA = b"""{"ErrorNumber":14,"Type":"PostDataInvalidException",
"Message":"JSON for post data was invalid,Could not convert string to Guid."}"""

GATEWAY_400 = b"""{"type":"https://common.service.xero.com/schema/problems/bad-request",
"title":"BadRequest","status":400,"detail":"The page number is not valid."}"""

KEY_REUSED = b'{"Message":"Idempotency Key: k-1 is used with a different request."}'

NOT_FOUND_TEXT = b"<html><body>The resource you're looking for cannot be found</body></html>"

SERVER_ERROR = b"""{"Title":"An error occurred","Detail":"An error occurred in Xero. Check the API
 Status page http://status.developer.xero.com for current service status.","Status":500,
"Instance":"7d2f4c8d-6b1b-4b39-a3a5-fb9d2c3ef0a1"}"""

NOT_IMPLEMENTED = b"""{"ErrorNumber":20,"Type":"ApiMethodNotImplementedException",
"Message":"The Api Method called is not implemented"}"""

OFFLINE = b"The Xero API is currently offline for maintenance"

INVOICE = {
    "Type": "ACCREC",
    "InvoiceID": "2EE52CB2-5B6B-47D4-9BF8-5E5C1D0A1F00",
    "InvoiceNumber": "INV-1042",
    "Url": "https://tracker.example/x/inst/doc",
    "Payments": [],
    "CurrencyRate": 1.0000000000,
    "HasErrors": False,
    "Contact": {
        "ContactID": "A91F4B5A-7B32-4A4F-9E42-6A5B3B2F2D10",
        "Name": "Acme Logistics Ltd",
        "Addresses": [{"AddressType": "STREET", "ValidationErrors": []}],
        "HasValidationErrors": False,
    },
    "DateString": "2026-11-03T00:00:00",
    "Date": "/Date(1793664000000+0000)/",
    "DueDate": "/Date(1796256000000+0000)/",
    "BrandingThemeID": "d1c5b3a2-0000-4000-8000-000000000001",
    "Status": "AUTHORISED",
    "LineAmountTypes": "Exclusive",
    "LineItems": [
        {
            "ItemCode": "TEMP-DAY",
            "Description": "Day",
            "UnitAmount": 120.1234,
            "TaxType": "OUTPUT2",
            "TaxAmount": 240.25,
            "LineAmount": 1201.23,
            "AccountCode": "200",
            "Tracking": [
                {
                    "Name": "Consultant",
                    "Option": "Ann",
                    "TrackingCategoryID": "e2f2f732-e92a-4f3a-9c4d-ee4da0182a13",
                    "TrackingOptionID": "1ff4f8b4-6b77-4a46-a6c8-2f3e1e3a1d1e",
                }
            ],
            "Quantity": 10.0000,
            "LineItemID": "5F7A2B2C-1F57-4F2C-8B29-0E0E5C1C0B5A",
            "ValidationErrors": [],
        }
    ],
    "SubTotal": 1201.23,
    "TotalTax": 240.25,
    "Total": 1441.48,
    "UpdatedDateUTC": "/Date(1793720399123+0000)/",
    "UpdatedDateUTCString": "2026-11-03T15:39:59Z",
    "CurrencyCode": "GBP",
    "StatusAttributeString": "OK",
    "AmountDue": 1441.48,
    "AmountPaid": 0.00,
    "SentToContact": False,
}
