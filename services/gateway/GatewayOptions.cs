using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway;

/// <summary>What a request may hold and how long things may take.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string SectionName = "Gateway";

    /// <summary>Longest text of a post or question, UTF-16 characters. Default 10000.</summary>
    [Range(1, 100_000)]
    public int MaxTextCharacters { get; set; } = 10_000;

    /// <summary>Most sentences of a question's story. Default 500.</summary>
    [Range(1, 100_000)]
    public int MaxStorySentences { get; set; } = 500;

    /// <summary>Most characters of a question's story, UTF-16, which keeps its message small. Default 24000.</summary>
    [Range(1, 1 << 20)]
    public int MaxStoryCharacters { get; set; } = 24_000;

    /// <summary>Largest picture, bytes, however it comes; also all pictures of one post together that come in base64. Default 20
    /// MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxPictureBytes { get; set; } = 20 << 20;

    /// <summary>Most bytes of uploads with pictures, and of fetched pictures, in hand at one time; a body is admitted by its length
    /// before it is read. They lie in <see cref="UploadDirectory"/>. Default 512 MiB.</summary>
    [Range(typeof(long), "1", "1099511627776")]
    public long MaxBytesInHand { get; set; } = 512 << 20;

    /// <summary>Longest wait for room among these. Then the request is refused with 503. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxUploadWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Folder of the files that pictures lie in until they are stored, best on a disk and not in memory. Default empty: the
    /// system's folder for temporary files.</summary>
    public string UploadDirectory { get; set; } = "";

    /// <summary>Pictures and chunks stored at one time. Each holds two database connections, so this stays well under the pool's size.
    /// Default 16.</summary>
    [Range(1, 256)]
    public int MaxBlobsAtOnce { get; set; } = 16;

    /// <summary>Lines of one NDJSON stream stored at one time: with the line length this bounds a stream's memory. Default 8.</summary>
    [Range(1, 64)]
    public int MaxStreamedLinesAtOnce { get; set; } = 8;

    /// <summary>Lines of one NDJSON stream whose results are waited for at one time (<c>Prefer: wait</c>). Default 256.</summary>
    [Range(1, 65_536)]
    public int MaxStreamedWaits { get; set; } = 256;

    /// <summary>Longest silence of a client within an NDJSON stream. Then the stream is ended. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StreamIdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest time that <c>Prefer: wait=N</c> holds a request. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often all results that are waited for are looked for while the database's notifications do not arrive. Default 0.25
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan ResultPollInterval { get; set; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest wait for memory-index to list what a memory set holds. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan MaxListingWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longest silence of a reader of pictures before a post goes on without it, counted from the post's arrival or from the reader's last
    /// answer to any post, whichever is later: a picture in a long but moving queue is not late. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PictureDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time a post waits for its picture, however busy the readers are. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan MaxPictureWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a prediction, an answer or a chunk is waited for before its message is sent again; doubles each time. Default 2
    /// minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RedriveAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Times a message is sent again before its post or question is failed. Default 4: with 2 minutes to begin with, an hour in
    /// all.</summary>
    [Range(0, 16)]
    public int MaxRedrives { get; set; } = 4;

    /// <summary>
    /// Name of the memory set of tagged posts that vote for the keyphrases of new ones; empty: none do. Where there is no such set, or it
    /// does not answer, a post goes on without neighbours, and its result and the health say so. Default empty.
    /// </summary>
    [RegularExpression("([a-z0-9][a-z0-9-]{0,62})?")]
    public string NeighbourSet { get; set; } = "";

    /// <summary>
    /// Name of the memory set that posts become memories of as they are tagged, and leave when they are deleted; empty: of none. Another
    /// than
    /// <see cref="NeighbourSet"/>: a model whose own tags vote for its next ones confirms its mistakes. Where there is no such set, posts
    /// are tagged without being remembered, and the health says so. Default empty.
    /// </summary>
    [RegularExpression("([a-z0-9][a-z0-9-]{0,62})?")]
    public string RememberPosts { get; set; } = "";

    /// <summary>Whether a post that repeats a known post is tagged by itself; else it shows that post's keyphrases. Default
    /// false.</summary>
    public bool TagReposts { get; set; }

    /// <summary>How long a post of a source, or an author, stays deleted: what comes later may be posted again. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TombstoneAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Days after its asking that a finished question is deleted with its answer; null: it is kept. Default null.</summary>
    [Range(1, 36_500)]
    public int? QuestionRetentionDays { get; set; }

    /// <summary>How long a request with an Idempotency-Key is known again. Default 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan IdempotencyKeyAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Most live streams that are followed, stopped ones counted. Each holds one database connection. Default 16.</summary>
    [Range(0, 64)]
    public int MaxSources { get; set; } = 16;

    /// <summary>Whether sources that are made over HTTP may be on addresses of this machine and of private networks: whoever may make one
    /// can then reach what only this machine can. Default false.</summary>
    public bool AllowPrivateSources { get; set; }

    /// <summary>How often overdue work is looked for. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a blob that nothing refers to is kept. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan UnreferencedBlobAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long what was read of a picture is kept after it was last used, about 36 kB each. Then the picture is read again when
    /// it is wanted, as it is by a new model. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3650.00:00:00")]
    public TimeSpan ReadingAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an instance of inference may say nothing before the models it served are forgotten: some of its announce
    /// intervals. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ForgetModelsAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest post as JSON, bytes: the largest pictures in base64, and everything else at its longest.</summary>
    internal int MaxPostJsonBytes => (int)Math.Min(int.MaxValue, MaxPictureBytes * 4L / 3 + MaxBareJsonBytes);

    /// <summary>Longest post as JSON without its pictures, bytes: the largest text with every character escaped, and a quarter of a
    /// megabyte for everything else.</summary>
    internal int MaxBareJsonBytes => (MaxTextCharacters * 6) + (1 << 18);

    internal string UploadFolder => UploadDirectory.Length > 0 ? UploadDirectory : Path.GetTempPath();

    /// <summary>Longest question as JSON, bytes: its text and story with every character escaped, <c>\uXXXX</c>.</summary>
    internal int MaxQuestionJsonBytes =>
        (int)Math.Min(int.MaxValue, ((long)MaxTextCharacters + MaxStoryCharacters) * 6 + MaxStorySentences * 4L + 4096);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxPictureWait < PictureDeadline)
            yield return new ValidationResult(
                $"{SectionName}:{nameof(MaxPictureWait)} ({MaxPictureWait}) is shorter than {nameof(PictureDeadline)} "
                    + $"({PictureDeadline}); make it at least as long.",
                [nameof(MaxPictureWait)]);
        if (MaxBytesInHand < MaxPostJsonBytes)
            yield return new ValidationResult(
                $"{SectionName}:{nameof(MaxBytesInHand)} ({MaxBytesInHand}) is less than the largest post ({MaxPostJsonBytes}); "
                + "make it at least as much.",
                [nameof(MaxBytesInHand)]);
        if (!Directory.Exists(UploadFolder))
            yield return new ValidationResult(
                $"{SectionName}:{nameof(UploadDirectory)} names '{UploadFolder}', which is no folder; make it, for this service alone.",
                [nameof(UploadDirectory)]);
        if (RememberPosts.Length > 0 && RememberPosts == NeighbourSet)
            yield return new ValidationResult(
                $"{SectionName}:{nameof(RememberPosts)} and {nameof(NeighbourSet)} are both '{RememberPosts}': tags of the model would "
                    + "vote for its next ones. Name two sets.",
                [nameof(RememberPosts)]);
    }
}
