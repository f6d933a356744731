namespace Engram.Cli.Ledger;

/// <summary>What became of what was taken: each must have exactly one outcome.</summary>
public abstract record TakenLedger
{
    /// <summary>Without an outcome yet.</summary>
    public required IReadOnlyList<string> Pending { get; init; }

    /// <summary>Taken, and not there any more.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>With more than one outcome.</summary>
    public required IReadOnlyList<string> Duplicated { get; init; }

    public bool IsBalanced => Pending.Count == 0 && Lost.Count == 0 && Duplicated.Count == 0;
}
