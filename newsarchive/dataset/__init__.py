"""JSON Lines as data: read again from archived pages, verified against them."""
