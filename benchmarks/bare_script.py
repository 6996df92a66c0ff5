"""What Tracker's processor time stands beside: a script that posts the same bodies and keeps no
promise. It inserts one row per invoice, posts, and updates the row with what Xero says.

`python bare_script.py FILE`: FILE is JSON with `database`, `url`, `headers` and `calls`, each with
`method`, `path`, `query`, `key` and `body`. Prints its processor time, in seconds, without that of
starting Python.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import psycopg

TABLE = """CREATE TABLE IF NOT EXISTS bare_invoice (
    number text PRIMARY KEY, remote_id text, status text, total numeric, sent_at timestamptz)"""
INSERT = "INSERT INTO bare_invoice (number) VALUES (%s)"
UPDATE = """UPDATE bare_invoice SET remote_id = %s, status = %s, total = %s, sent_at = now()
    WHERE number = %s"""


def main(path: str) -> None:
    work = json.loads(Path(path).read_text())
    with psycopg.connect(work["database"]) as database, httpx2.Client(trust_env=False) as client:
        database.execute(TABLE)
        database.execute("TRUNCATE bare_invoice")
        database.commit()
        began = time.process_time()
        for call in work["calls"]:
            carry(call, work, database, client)
        print(time.process_time() - began)


def carry(
    call: dict[str, Any], work: dict[str, Any], database: psycopg.Connection, client: httpx2.Client
) -> None:
    """One call; invoices leave a row before it and are updated after it."""
    numbers = call["numbers"]
    with database.cursor() as cursor:
        for number in numbers:
            cursor.execute(INSERT, [number])
        database.commit()
        reply = client.request(
            call["method"],
            f"{work['url']}/api.xro/2.0{call['path']}",
            params=call["query"],
            headers={**work["headers"], "Idempotency-Key": call["key"]},
            content=call["body"].encode(),
            timeout=90,
        )
        rows = [
            (each["InvoiceID"], each["Status"], each["Total"], each["InvoiceNumber"])
            for each in reply.raise_for_status().json().get("Invoices", [])
        ]
        for row in rows:
            cursor.execute(UPDATE, row)
        database.commit()
    if len(rows) != len(numbers):
        raise SystemExit(f"{len(numbers)} invoices were posted and {len(rows)} came back")


if __name__ == "__main__":
    main(sys.argv[1])
