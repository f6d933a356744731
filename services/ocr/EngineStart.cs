namespace Engram.Ocr;

/// <summary>Loads the engine when the host starts, so that a service without its models never begins.</summary>
internal sealed class EngineStart(IServiceProvider services, ILogger<EngineStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.EngineStarted(logger, services.GetRequiredService<PictureReader>().Engine);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
