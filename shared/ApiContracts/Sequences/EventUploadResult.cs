using Engram.ApiContracts.Memories;

namespace Engram.ApiContracts.Sequences;

/// <summary>What became of the lines of an upload into a sequence set. What is counted here is stored.</summary>
public sealed record EventUploadResult
{
    public required string Set { get; init; }

    /// <summary>Number of new events.</summary>
    public required long Added { get; init; }

    /// <summary>Number of events that the set had already.</summary>
    public required long Known { get; init; }

    /// <summary>Number of events, not taken, of subjects that were deleted after them.</summary>
    public required long Forgotten { get; init; }

    /// <summary>Number of events, not taken, that are older than the set keeps them.</summary>
    public required long Expired { get; init; }

    /// <summary>Number of rejected lines.</summary>
    public required long RejectedLines { get; init; }

    /// <summary>The first rejected lines, with reasons.</summary>
    public required IReadOnlyList<RejectedLine> Rejected { get; init; }
}
