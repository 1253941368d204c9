"""What a class prints: typst pages of the summonses, the sign-in sheet and the confirmations."""
