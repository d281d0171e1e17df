"""What is said and asked: a pure room that never touches the world."""
