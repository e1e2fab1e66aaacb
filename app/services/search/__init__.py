"""What keeps the search ready: how calls went, what their turns mean, and the searches that go on by themselves."""
