namespace Engram.Inference.ModelHosting;

/// <summary>Loads newly promoted versions, logs them and has them announced.</summary>
public sealed class PromotionFollower(ModelAnnouncer announcer, TimeProvider time, ILogger<PromotionFollower> logger)
{
    /// <summary>Checks once whether another version of a slot's model was promoted.</summary>
    public async Task LookAsync<TModel>(HotSwapModel<TModel> slot)
        where TModel : class, IServedModel
    {
        ArgumentNullException.ThrowIfNull(slot);
        var refusedBefore = slot.Refusal;
        var started = time.GetTimestamp();
        if (await slot.RefreshAsync() is { } package)
        {
            Log.ModelLoaded(logger, package.Id, time.GetElapsedTime(started).TotalMilliseconds);
            announcer.Announce(package);
        }
        else if (slot.Refusal is { } reason && reason != refusedBefore)
        {
            Log.ModelRefused(logger, slot.Name, slot.Package?.Id, reason);
        }
    }
}
