"""Takes the guide's pictures: of a demo of its own, in a browser, the same ones each time."""
