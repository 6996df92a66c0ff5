"""The bills of *messy*: what suppliers are owed, typed in by somebody else than the sales.

Some are what an app would send, to the penny; others only look like it. One was typed twice, and
two stand under suppliers who are almost the right ones.
"""

from datetime import timedelta

from xero_sandbox.books.organisation import Books
from xero_sandbox.stories.typed_in import add_contacts, day_at, lines_of, type_in

SUPPLIERS = [
    "KEYSTONE UMBRELLA LTD",
    "Keystone Umbrella Company",
    "Sutherland Data Ltd",
    "Sutherland Data Limited",
    "Chloe Marsh",
    "C. Marsh",
    "Quay Estates LLP",
]

# number | supplier | place in the two months | dated so many days before | days to pay from the
# place | account | sums before VAT | afterwards
_ROWS = """
SD-0104|Sutherland Data Ltd|21|1|14|320|2225|paid
SD-0109|Sutherland Data Ltd|26|1|14|320|2225 2225 2225|paid 3000
PAY-1002|KEYSTONE UMBRELLA LTD|18|0|7|321|1119.94|
PAY-1005|Chloe Marsh|22|0|14|320|1181.25n 1181.25n|
PAY-1012|KEYSTONE UMBRELLA LTD|28|0|7|321|1119.94 1119.94|draft
PAY-1007|KEYSTONE UMBRELLA LTD|23|0|7|321|1119.94 1119.94 1119.94|
PAY-1007|KEYSTONE UMBRELLA LTD|23|0|7|321|1119.94 1119.94 1119.94|
PAY-1013|KEYSTONE UMBRELLA LTD|30|0|7|321|735|voided
KU/88120|KEYSTONE UMBRELLA LTD|20|0|7|321|735 735 735|
|Chloe Marsh|22|0|14|330|64.20n|
SD-0114|Sutherland Data Ltd|31|1|14|320|4540|
PAY-1001|Chloe Marsh|17|0|14|320|1181.25 1181.25 1181.25|
SD-0119|Sutherland Data Limited|36|1|14|320|2225|
PAY-1009|Keystone Umbrella Company|25|0|7|321|735 735|
PAY-1011|C. Marsh|27|0|14|320|1181.25n|
RENT-11|Quay Estates LLP|29|0|14|469|3250e|
"""


def add_bills(books: Books) -> None:
    """The suppliers and their bills."""
    add_contacts(books, SUPPLIERS)
    for row in _ROWS.strip().splitlines():
        number, supplier, place, before, days, account, sums, after = row.split("|")
        day = day_at(books, int(place))
        element = {
            "Type": "ACCPAY",
            "InvoiceNumber": number,
            "Contact": {"Name": supplier},
            "Date": (day - timedelta(days=int(before))).isoformat(),
            "DueDate": (day + timedelta(days=int(days))).isoformat(),
            "LineItems": lines_of("ACCPAY", f"Bill of {supplier}", account, sums),
        }
        type_in(books, element, after)
