"""What ill will, chance and strange software send to the running product."""
