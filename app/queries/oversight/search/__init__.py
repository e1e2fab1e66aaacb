"""The search beyond words: how a call went, what was meant, and searches that go on by themselves."""
