namespace Engram.Contracts.Keyphrases;

/// <summary>The keyphrases of a post. Published by inference; consumed by gateway.</summary>
public sealed record KeyphrasesPredicted
{
    /// <summary>The <see cref="PredictKeyphrases.CommandId"/> this answers.</summary>
    public required Guid CommandId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>Model package and version that predicted, <c>name/version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Value of <see cref="Reason"/>: the post has no topic that a person would tag.</summary>
    public const string NoTopic = "no-topic";

    /// <summary>Keyphrases, best first; empty for a post without a topic.</summary>
    public required IReadOnlyList<Keyphrase> Keyphrases { get; init; }

    /// <summary>Stable word for why there are no keyphrases, for example <c>no-topic</c>; null when there are some, or the model does not
    /// tell.</summary>
    public string? Reason { get; init; }

    /// <summary>What the model looked at; null from a model that does not tell.</summary>
    public PostAttention? Attention { get; init; }

    /// <summary>The tagged posts that voted, as <see cref="PredictKeyphrases.Neighbours"/> brought them; null when none were looked
    /// for.</summary>
    public RecalledNeighbours? Neighbours { get; init; }
}

/// <summary>One keyphrase of a post.</summary>
public sealed record Keyphrase
{
    /// <summary>Its words, lower case, separated by one space: <c>spn family</c>.</summary>
    public required string Phrase { get; init; }

    /// <summary>The same as a hashtag: <c>#SpnFamily</c>.</summary>
    public required string Hashtag { get; init; }

    /// <summary>Probability that a person would keep it, 0 to 1; from a model without a ranker, how sure the model is.</summary>
    public required float Score { get; init; }

    public required KeyphraseSource Source { get; init; }

    /// <summary>The words that the generator looked at when it wrote the phrase, greatest weight first; null when it did not write
    /// it.</summary>
    public IReadOnlyList<AttendedWord>? Words { get; init; }

    /// <summary>The words of the post or of its picture that it rests on, as they were written; null when it stands in neither.</summary>
    public IReadOnlyList<string>? RestsOn { get; init; }
}

/// <summary>Where a keyphrase came from: which part of the model counted most for it.</summary>
public enum KeyphraseSource
{
    /// <summary>The classifier over whole keyphrases.</summary>
    Classifier,

    /// <summary>The generator, word by word from its vocabulary.</summary>
    Generator,

    /// <summary>The generator, word by word from the post.</summary>
    CopiedFromPost,

    /// <summary>The generator, word by word from the words of the picture.</summary>
    CopiedFromOcr,

    /// <summary>Tagged posts like this one.</summary>
    Neighbour,

    /// <summary>A hashtag of the post, in words.</summary>
    Hashtag,

    /// <summary>Words of the post.</summary>
    Post,

    /// <summary>Words of the picture.</summary>
    Ocr,

    /// <summary>What is seen in the picture.</summary>
    Picture,
}
