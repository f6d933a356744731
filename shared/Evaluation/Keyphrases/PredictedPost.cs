namespace Engram.Evaluation.Keyphrases;

/// <summary>A post with the keyphrases its authors gave and those a system predicted.</summary>
/// <param name="Source">The words in which a phrase can be present, separated by white space: those of the post, and those of its picture
/// where pictures count.</param>
/// <param name="Targets">Phrases given by people, at least one.</param>
/// <param name="Predictions">Predicted phrases, best first.</param>
public sealed record PredictedPost(string Source, IReadOnlyList<string> Targets, IReadOnlyList<string> Predictions);
