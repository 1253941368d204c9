"""File formats: each module turns the bytes of one kind of file into ``content.Content``."""
