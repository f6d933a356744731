using Engram.ModelStore;
using Microsoft.Extensions.Options;

namespace Engram.Inference.ModelHosting;

/// <summary>Loads a slot's model before the host serves, or fails the start; then follows its promotions.</summary>
public sealed class PromotionWatcher<TModel>(
    HotSwapModel<TModel> slot,
    PromotionFollower follower,
    IOptions<InferenceOptions> options,
    IOptions<ModelsOptions> models,
    TimeProvider time)
    : BackgroundService
    where TModel : class, IServedModel
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await follower.LookAsync(slot);
        if (slot.Package is null)
            throw new ModelPackageException(
                $"Inference can't start without the model '{slot.Name}'. {slot.Refusal} " +
                $"Set {ModelsOptions.SectionName}__{nameof(ModelsOptions.Directory)} (now '{models.Value.Directory}') to the folder with "
                    + "the models, " +
                $"or make a version current by 'engram models promote {slot.Name} VERSION'.");
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.PollInterval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await follower.LookAsync(slot);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or never started.
        }
    }
}
