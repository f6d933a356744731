namespace Engram.Contracts.Models;

/// <summary>The packages in the model repository, by name and version. Reply of trainer to <see cref="ListModels"/>.</summary>
public sealed record ModelsListed
{
    public required IReadOnlyList<StoredModel> Models { get; init; }
}

/// <summary>A package in the model repository.</summary>
public sealed record StoredModel
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Kind of model from its manifest; null when the package is damaged.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether this version is the one to serve.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Version that a rollback would serve again; null when there is none, or the package is not current.</summary>
    public string? RollbackTo { get; init; }

    /// <summary>Whether it has a held-out sample, without which it is not promoted over HTTP.</summary>
    public bool HasSample { get; init; }

    /// <summary>Command that made it; null when the package is damaged.</summary>
    public string? Command { get; init; }

    /// <summary>Held-out metrics, for example <c>f1@1</c>.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Why the package can't be used; null when it can.</summary>
    public string? Damage { get; init; }
}
