namespace Engram.Contracts.Models;

/// <summary>A run finished with a model package. Published by trainer; consumed by gateway.</summary>
[OptionalSubscriber]
public sealed record ModelTrained
{
    public required Guid RunId { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Whether the package passed the gate and was promoted.</summary>
    public required bool Promoted { get; init; }

    /// <summary>Held-out metrics, for example <c>f1@1</c>.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Reasons why the package was not promoted, one sentence each; null or empty when it was.</summary>
    public IReadOnlyList<string>? Objections { get; init; }
}
