using Engram.Contracts.Memories;

namespace Engram.ApiContracts.Memories;

/// <summary>A page of what a memory set holds, in the order in which it was stored.</summary>
/// <param name="Facts">The facts, sentences and posts.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record FactPage(IReadOnlyList<ListedFact> Facts, string? Next);
