namespace Engram.Evaluation.Keyphrases;

/// <summary>A post with the keyphrases that people and a system gave it.</summary>
/// <param name="Source">All the words that a phrase may be found in, separated by white space: the post's, and its picture's where they
/// count.</param>
/// <param name="Targets">Phrases that people gave, one at least.</param>
/// <param name="Predictions">Phrases predicted, best first.</param>
public sealed record PredictedPost(string Source, IReadOnlyList<string> Targets, IReadOnlyList<string> Predictions);
