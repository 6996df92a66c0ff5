"""``python -m xero_sandbox`` is ``xero-sandbox``."""

from xero_sandbox.cli import main

main(prog_name="xero-sandbox")
