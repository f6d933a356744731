using Engram.Contracts.Memories;

namespace Engram.ApiContracts.Memories;

/// <summary>A page of a memory set's contents, in the order in which they were stored.</summary>
/// <param name="Facts">The facts, sentences and posts.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record FactPage(IReadOnlyList<ListedFact> Facts, string? Next);
