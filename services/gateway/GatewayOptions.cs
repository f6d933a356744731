using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway;

/// <summary>Limits of requests, and how long things may take.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string SectionName = "Gateway";

    /// <summary>Maximum length of a post's or question's text, in UTF-16 characters. Default 10000.</summary>
    [Range(1, 100_000)]
    public int MaxTextCharacters { get; set; } = 10_000;

    /// <summary>Maximum number of sentences in a question's story. Default 500.</summary>
    [Range(1, 100_000)]
    public int MaxStorySentences { get; set; } = 500;

    /// <summary>Maximum length of a question's whole story, in UTF-16 characters. Keeps its message small. Default 24000.</summary>
    [Range(1, 1 << 20)]
    public int MaxStoryCharacters { get; set; } = 24_000;

    /// <summary>Maximum size of a picture in bytes, however it arrives. Also limits all base64
    /// pictures of one post together. Default 20 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxPictureBytes { get; set; } = 20 << 20;

    /// <summary>Maximum bytes of uploads (posts, training files) and fetched pictures held at one time, in <see cref="UploadDirectory"/>. A
    /// large body is admitted by its declared length before it is read, or as the largest allowed one. Default 512 MiB.</summary>
    [Range(typeof(long), "1", "1099511627776")]
    public long MaxBytesInHand { get; set; } = 512 << 20;

    /// <summary>Longest wait for room within <see cref="MaxBytesInHand"/>; after that the
    /// request is rejected with 503. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxUploadWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Folder for temporary files of pictures and training files, best on a disk and not in memory. Default empty:
    /// the system's folder for temporary files.</summary>
    public string UploadDirectory { get; set; } = "";

    /// <summary>Maximum concurrent transactions that write blobs: pictures, import chunks, training files. Each holds two database
    /// connections, so keep this well below the pool's size. Default 16.</summary>
    [Range(1, 256)]
    public int MaxBlobsAtOnce { get; set; } = 16;

    /// <summary>Maximum lines of one NDJSON stream that are stored at one time. Together with the line length
    /// this bounds a stream's memory. Default 64.</summary>
    [Range(1, 1024)]
    public int MaxStreamedLinesAtOnce { get; set; } = 64;

    /// <summary>Maximum posts without pictures, or questions, that are stored in one transaction when many arrive together. Default
    /// 64.</summary>
    [Range(1, 1024)]
    public int MaxItemsPerTransaction { get; set; } = 64;

    /// <summary>Maximum lines of one NDJSON stream that wait for their results at one time (<c>Prefer: wait</c>). Default 256.</summary>
    [Range(1, 65_536)]
    public int MaxStreamedWaits { get; set; } = 256;

    /// <summary>Longest silence of a client within an NDJSON stream; after that the gateway ends the stream. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StreamIdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest time that <c>Prefer: wait=N</c> holds a request. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often to poll for awaited results while the database's notifications do not arrive. Default 0.25 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan ResultPollInterval { get; set; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest wait for memory-index to list the contents of a memory set, or for trainer to list model packages. Default
    /// 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan MaxListingWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for trainer to check a model package and promote it. A promotion that trainer takes up later is not done.
    /// Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan MaxPromotionWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a post waits for a silent picture reader before it continues without that reader. Counted from the post's arrival or the
    /// reader's last answer to any post, whichever is later: a picture in a long but moving queue is not late. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PictureDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time a post waits for its pictures, however busy the readers are. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan MaxPictureWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait for a prediction, an answer or a stored chunk before its message is sent again.
    /// Doubles with each retry. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RedriveAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Maximum retries of a message before its post, question or chunk fails.
    /// Default 4: starting at 2 minutes, an hour in all.</summary>
    [Range(0, 16)]
    public int MaxRedrives { get; set; } = 4;

    /// <summary>
    /// Memory set of tagged posts that vote for the keyphrases of new ones; empty disables it. If the set is missing or does not answer,
    /// posts are tagged without neighbors and their results say so. A missing set also degrades the health. Default empty.
    /// </summary>
    [RegularExpression("([a-z0-9][a-z0-9-]{0,62})?")]
    public string NeighbourSet { get; set; } = "";

    /// <summary>
    /// Memory set that tagged posts are added to, and removed from on delete; empty disables it. Must differ from
    /// <see cref="NeighbourSet"/>: a model whose tags vote for its next ones confirms its own mistakes. If the set is missing, posts are
    /// tagged but not added, and the health says so. Default empty.
    /// </summary>
    [RegularExpression("([a-z0-9][a-z0-9-]{0,62})?")]
    public string RememberPosts { get; set; } = "";

    /// <summary>
    /// Sequence set in which each keyphrase of a tagged post becomes an event of its author; empty disables it. Personal data: the set must
    /// be made first, and its retention says how long an event stays. If it is missing, posts are tagged without events, and the health
    /// says so. Default empty.
    /// </summary>
    [RegularExpression("([a-z0-9][a-z0-9-]{0,62})?")]
    public string RememberAuthors { get; set; } = "";

    /// <summary>Whether a repost of a known post gets a prediction of its own. Otherwise it shows
    /// the original's keyphrases. Default false.</summary>
    public bool TagReposts { get; set; }

    /// <summary>How long a deleted post of a source, or a deleted author, is rejected. After that
    /// they can be posted again. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TombstoneAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Days after which a finished question is deleted with its answer, counted from when
    /// it was asked; null keeps it. Default null.</summary>
    [Range(1, 36_500)]
    public int? QuestionRetentionDays { get; set; }

    /// <summary>Days after which a finished post is deleted with its result and history, counted from when it, or its last revision,
    /// arrived; null keeps it. Its memory stays. Default null.</summary>
    [Range(1, 36_500)]
    public int? PostRetentionDays { get; set; }

    /// <summary>Days after which a former revision of a post is deleted, counted from when it was replaced; null keeps it as long as its
    /// post. Default null.</summary>
    [Range(1, 36_500)]
    public int? HistoryRetentionDays { get; set; }

    /// <summary>Days after which the record of a finished training is deleted, counted from its end; null keeps it. The model stays.
    /// Default null.</summary>
    [Range(1, 36_500)]
    public int? TrainingRetentionDays { get; set; }

    /// <summary>How long the result of a request with an Idempotency-Key is kept for retries. Default 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan IdempotencyKeyAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Maximum number of live streams, including stopped ones. Each followed stream
    /// holds one database connection. Default 16.</summary>
    [Range(0, 64)]
    public int MaxSources { get; set; } = 16;

    /// <summary>Whether sources created over HTTP may be on addresses of this machine and of private networks. Anyone who may create one
    /// can then reach what only this machine can reach. Default false.</summary>
    public bool AllowPrivateSources { get; set; }

    /// <summary>Interval between sweeps for overdue work and for what is kept no longer. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an unreferenced blob is kept. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan UnreferencedBlobAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a picture's readings are kept after their last use, about 36 kB each. After that the picture is read again when
    /// needed, as it is for a new model. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3650.00:00:00")]
    public TimeSpan ReadingAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an inference instance may be silent before its models are removed; use several of
    /// its announce intervals. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ForgetModelsAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Maximum size of a post as JSON, in bytes: <see cref="MaxPictureBytes"/> in
    /// base64, and everything else at its longest.</summary>
    internal int MaxPostJsonBytes => (int)Math.Min(int.MaxValue, MaxPictureBytes * 4L / 3 + MaxBareJsonBytes);

    /// <summary>Maximum size of a post as JSON without its pictures, in bytes: the longest text with every character
    /// escaped, and 256 KiB for everything else.</summary>
    internal int MaxBareJsonBytes => (MaxTextCharacters * 6) + (1 << 18);

    internal string UploadFolder => UploadDirectory.Length > 0 ? UploadDirectory : Path.GetTempPath();

    /// <summary>Maximum size of a question as JSON, in bytes: its text and story with every character escaped as <c>\uXXXX</c>.</summary>
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
