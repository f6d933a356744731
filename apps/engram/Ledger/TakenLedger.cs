namespace Engram.Cli.Ledger;

/// <summary>Outcomes of accepted items: each must have exactly one.</summary>
public abstract record TakenLedger
{
    /// <summary>Items without an outcome yet.</summary>
    public required IReadOnlyList<string> Pending { get; init; }

    /// <summary>Items that were accepted but no longer exist.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Items with more than one outcome.</summary>
    public required IReadOnlyList<string> Duplicated { get; init; }

    public bool IsBalanced => Pending.Count == 0 && Lost.Count == 0 && Duplicated.Count == 0;
}
