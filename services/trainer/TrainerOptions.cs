using System.ComponentModel.DataAnnotations;
using Engram.ModelStore;

namespace Engram.Trainer;

/// <summary>How runs are processed.</summary>
public sealed class TrainerOptions
{
    public const string SectionName = "Trainer";

    /// <summary>Folder with the training data of each kind; relative paths start at the working directory. Default: the movie knowledge
    /// base for kv-memnn, <c>.engram/data/posts</c> for keyphrases.</summary>
    public IDictionary<string, string> Data { get; } = new Dictionary<string, string>
    {
        [ModelKinds.KeyValueMemory] = Path.Combine("samples", "movies"),
        [ModelKinds.Keyphrases] = Path.Combine(".engram", "data", "posts"),
    };

    /// <summary>Folder with the data sets that a training may name, one subfolder each. Default <c>.engram/data</c>.</summary>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(".engram", "data");

    /// <summary>Folder for checkpoints and for files sent with runs, one subfolder per run. Must be shared by all replicas that may take
    /// over a run. Default <c>.engram/training</c>.</summary>
    [Required]
    public string CheckpointDirectory { get; set; } = Path.Combine(".engram", "training");

    /// <summary>Threads per operation. More threads than free cores slow it down thirtyfold. Default 1.</summary>
    [Range(1, 1024)]
    public int Threads { get; set; } = 1;

    /// <summary>How long a run belongs to its replica after the last heartbeat. Then another replica takes it over. Default 1
    /// minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often an idle replica looks for a run. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two progress reports, and longest time until a worker notices a cancellation; a third of <see cref="Lease"/>
    /// if that is less. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Most attempts at a run, including those whose replica died, before it fails. Default 5.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 5;
}
