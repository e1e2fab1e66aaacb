"""Sound as it comes: cut into utterances, heard by the same engines."""
