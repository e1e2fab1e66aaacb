"""Teaching the judge and taking it back."""
