using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts.Memories;

/// <summary>What became of an upload into a memory set, or of a correction or withdrawal.</summary>
public sealed record ImportResult
{
    public required Guid ImportId { get; init; }

    public required string Memory { get; init; }

    /// <summary>Lines that go into the memory.</summary>
    public required long Accepted { get; init; }

    /// <summary>Lines that don't.</summary>
    public required long RejectedLines { get; init; }

    /// <summary>Why, for the first of them.</summary>
    public required IReadOnlyList<RejectedLine> Rejected { get; init; }

    /// <summary>Where the chunks of the accepted lines are.</summary>
    public required ImportProgress Progress { get; init; }
}

/// <summary>A line that was refused.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Problem">Why.</param>
public sealed record RejectedLine(long Line, ProblemDetails Problem);

/// <summary>How far an import is.</summary>
public sealed record ImportProgress
{
    public required int Chunks { get; init; }

    public required int Stored { get; init; }

    /// <summary>Chunks that could not be stored: their lines are to be imported again.</summary>
    public required int Failed { get; init; }

    /// <summary>Memories added so far; those the set already held are not counted.</summary>
    public required long Added { get; init; }

    /// <summary>Memories that left so far, replaced or withdrawn.</summary>
    public required long Removed { get; init; }

    /// <summary>Why the first of the failed could not be stored; null while none has failed.</summary>
    public Fault? Fault { get; init; }

    public bool IsFinished => Stored + Failed == Chunks;
}
