"""How many wrong variants of true claims are caught, and how fast; told in `docs/planted.md`."""
