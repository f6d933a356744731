namespace Engram.Trainer;

internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "Run {RunId} of kind {Kind} claimed, attempt {Attempt}")]
    public static partial void RunClaimed(ILogger logger, Guid runId, string kind, int attempt);

    [LoggerMessage(6001, LogLevel.Information, "Run {RunId} made {Model}; promoted: {Promoted} {Objections}")]
    public static partial void RunTrained(ILogger logger, Guid runId, string model, bool promoted, string objections);

    [LoggerMessage(6002, LogLevel.Warning, "Run {RunId} failed: {Reason}")]
    public static partial void RunFailed(ILogger logger, Guid runId, string reason);

    [LoggerMessage(6003, LogLevel.Error, "Run {RunId} broke in attempt {Attempt} and will be tried again")]
    public static partial void RunBroke(ILogger logger, Guid runId, int attempt, Exception exception);

    [LoggerMessage(6004, LogLevel.Warning, "Run {RunId} now belongs to another replica; this one stops working on it")]
    public static partial void LeaseLost(ILogger logger, Guid runId);

    [LoggerMessage(6005, LogLevel.Information, "Run {RunId} given back at its last checkpoint")]
    public static partial void RunReleased(ILogger logger, Guid runId);

    [LoggerMessage(6006, LogLevel.Warning, "The runs can't be reached now")]
    public static partial void QueueAway(ILogger logger, Exception exception);

    [LoggerMessage(6009, LogLevel.Information, "Run {RunId} stopped because that was asked for")]
    public static partial void RunCancelled(ILogger logger, Guid runId);

    [LoggerMessage(6010, LogLevel.Warning, "The files of run {RunId} can't be deleted")]
    public static partial void FilesKept(ILogger logger, Guid runId, Exception exception);

    [LoggerMessage(6011, LogLevel.Information, "Model {Name}/{Version} was {Act}: {Reason}")]
    public static partial void Promoted(ILogger logger, string name, string version, string act, string reason);

    [LoggerMessage(6012, LogLevel.Warning, "The promotion of model {Name} is not changed: {Reason}")]
    public static partial void NotPromoted(ILogger logger, string name, string reason);

    [LoggerMessage(6007, LogLevel.Information, "Training with {Libtorch}")]
    public static partial void LibtorchFound(ILogger logger, string libtorch);

    [LoggerMessage(6008, LogLevel.Warning, "Every run will fail: {Reason}")]
    public static partial void LibtorchMissing(ILogger logger, string reason);
}
