namespace Engram.Ocr;

/// <summary>Loads the engine at host start, so that a service without its models fails to start.</summary>
internal sealed class EngineStart(IServiceProvider services, ILogger<EngineStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var reader = services.GetRequiredService<PictureReader>();
        var languages = reader.SecondReaderLanguages is [] ? "none" : string.Join(", ", reader.SecondReaderLanguages);
        Log.EngineStarted(logger, reader.Engine, languages);
        foreach (var reason in reader.NotRewritten)
            Log.NetworkNotRewritten(logger, reason);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
