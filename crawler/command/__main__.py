"""``python -m crawler.command`` is ``copydesk``."""

from . import main

if __name__ == "__main__":
    main()
