using Engram.Contracts.Models;

namespace Engram.ApiContracts.Models;

/// <summary>The packages in the model repository.</summary>
/// <param name="Packages">One entry per version, by name.</param>
public sealed record ModelPackageList(IReadOnlyList<StoredModel> Packages);

/// <summary>Which version is to serve.</summary>
public sealed record PromotionRequest
{
    public required string Version { get; init; }

    /// <summary>Why, for those who read the log later. At most 1000 characters.</summary>
    public required string Reason { get; init; }
}

/// <summary>That the last promotion is to be taken back.</summary>
public sealed record RollbackRequest
{
    /// <summary>Why, for those who read the log later. At most 1000 characters.</summary>
    public required string Reason { get; init; }
}

/// <summary>The version of a model that is served from now on; inference takes it up within seconds.</summary>
public sealed record CurrentModel(string Name, string Version);
