"""Vietnamese administrative documents: read, check and write them. Pure Python, no Django."""
