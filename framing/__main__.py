"""Lets ``python -m framing`` do what the command ``framing`` does."""

from framing.cli import app

if __name__ == "__main__":
    app(prog_name="framing")
