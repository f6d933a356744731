using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Search;

/// <summary>Options of the beam search. The defaults are those of the released code (papers' sequence_generator.py).</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Unfinished phrases kept per post and step. Default 10.</summary>
    [Range(1, 100)]
    public int Beams { get; init; } = 10;

    /// <summary>Phrases wanted per post. The search ends when that many are finished and the best beam is too. Default 5.</summary>
    [Range(1, 100)]
    public int Best { get; init; } = 5;

    /// <summary>Maximum number of steps: words in a phrase, including the end mark. Default 6.</summary>
    [Range(1, 20)]
    public int MaxWords { get; init; } = 6;

    /// <summary>
    /// The decoder's input after a copied word that is not in the vocabulary. Default <see cref="CopiedWordFeedback.End"/>.
    /// </summary>
    public CopiedWordFeedback UnknownFeedback { get; init; } = CopiedWordFeedback.End;
}

/// <summary>Replacement for a copied word without a word vector.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CopiedWordFeedback>))]
public enum CopiedWordFeedback
{
    /// <summary><c>&lt;eos&gt;</c>, as the released code does.</summary>
    [JsonStringEnumMemberName("end")] End,

    /// <summary><c>&lt;unk&gt;</c>, as in training.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,
}
