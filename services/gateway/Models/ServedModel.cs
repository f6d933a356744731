using Engram.Contracts.Questions;

namespace Engram.Gateway.Models;

/// <summary>A model that an inference instance serves, as it last announced.</summary>
public sealed record ServedModel
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>What the model does, for example <c>keyphrases</c> or <c>kv-memnn</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where the model runs: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Host name and process id of the instance.</summary>
    public required string Instance { get; init; }

    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>Held-out metrics, for example <c>f1@1</c>.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Which memories the model was trained to read; null if the memory set chooses them.</summary>
    public required HopLimits? HopLimits { get; init; }

    /// <summary>Whether the model answers questions that name no model, from memories that are not facts.</summary>
    public required bool AnswersByDefault { get; init; }
}

/// <summary>The models that are served.</summary>
/// <param name="Models">One entry per name and instance, by name, the latest loaded first.</param>
public sealed record ModelList(IReadOnlyList<ServedModel> Models);
