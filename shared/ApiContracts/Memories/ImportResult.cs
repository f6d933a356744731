using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts.Memories;

/// <summary>Result of an upload into a memory set, or of a correction or withdrawal.</summary>
public sealed record ImportResult
{
    public required Guid ImportId { get; init; }

    public required string Memory { get; init; }

    /// <summary>Number of lines accepted for storage.</summary>
    public required long Accepted { get; init; }

    /// <summary>Number of rejected lines.</summary>
    public required long RejectedLines { get; init; }

    /// <summary>The first rejected lines, with reasons.</summary>
    public required IReadOnlyList<RejectedLine> Rejected { get; init; }

    /// <summary>Progress of the chunks of accepted lines.</summary>
    public required ImportProgress Progress { get; init; }
}

/// <summary>A rejected line.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Problem">Why it was rejected.</param>
public sealed record RejectedLine(long Line, ProblemDetails Problem);

/// <summary>Progress of an import.</summary>
public sealed record ImportProgress
{
    public required int Chunks { get; init; }

    public required int Stored { get; init; }

    /// <summary>Chunks that could not be stored; their lines must be imported again.</summary>
    public required int Failed { get; init; }

    /// <summary>Memories added so far, not counting those the set already held.</summary>
    public required long Added { get; init; }

    /// <summary>Memories removed so far, by replacement or withdrawal.</summary>
    public required long Removed { get; init; }

    /// <summary>Why the first failed chunk could not be stored; null while none has failed.</summary>
    public Fault? Fault { get; init; }

    public bool IsFinished => Stored + Failed == Chunks;
}
