"""``python -m rag``: the same as the ``policyqa`` command."""

from rag.interfaces.cli import main

if __name__ == "__main__":
    main()
