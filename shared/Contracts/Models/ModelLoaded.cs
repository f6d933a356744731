using Engram.Contracts.Questions;

namespace Engram.Contracts.Models;

/// <summary>A model package serves from now on. Published by inference whenever it loads one; consumed by gateway.</summary>
[OptionalSubscriber]
public sealed record ModelLoaded
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Kind of model from its manifest, for example <c>keyphrases</c> or <c>kv-memnn</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it runs: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Host name and process id of the instance that loaded it.</summary>
    public required string Instance { get; init; }

    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>Held-out metrics from the manifest, for example <c>f1@1</c>.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Which memories it was trained to read; null: those that a set selects by itself.</summary>
    public HopLimits? HopLimits { get; init; }

    /// <summary>Whether it answers questions that name no model when the memories are not facts.</summary>
    public bool AnswersByDefault { get; init; }
}
