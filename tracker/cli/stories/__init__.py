"""What a demo starts with. Each story calls only what pages and commands may call."""
