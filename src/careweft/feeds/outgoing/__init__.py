"""The one way out for what others' systems are told: put once, by its key, and delivered until it is safe there.

    queue     what leaves, in the transaction that makes it leave
    address   where a receiver is: the table `[outgoing]` of its declaration
    ports     one delivery, by MLLP, https or into a folder
    dispatch  the worker's loop

What the outside answers comes in by the feeds, like everything else."""
