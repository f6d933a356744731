namespace Engram.Contracts.Models;

/// <summary>Requests the packages in the model repository. Sent by gateway; trainer, which writes the repository, replies with
/// <see cref="ModelsListed"/>.</summary>
public sealed record ListModels
{
    /// <summary>Only packages of this name; null: all.</summary>
    public string? Name { get; init; }
}
