using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting.Tests;

public sealed class When_a_service_is_stopped_while_it_starts
{
    [Fact(Timeout = 60_000)]
    public async Task Should_end_as_it_was_asked_to()
    {
        await using var app = Build(new WaitsForItsDatabase());
        var running = app.RunUntilStoppedAsync(TestContext.Current.CancellationToken);

        app.Lifetime.StopApplication();

        await running;
    }

    [Fact(Timeout = 60_000)]
    public async Task Should_end_as_quietly_when_the_program_around_it_is_stopped()
    {
        await using var app = Build(new WaitsForItsDatabase());
        using var stop = new CancellationTokenSource();
        var running = app.RunUntilStoppedAsync(stop.Token);

        await stop.CancelAsync();

        await running;
    }

    [Fact(Timeout = 60_000)]
    public async Task Should_still_tell_what_ran_out_of_time_by_itself()
    {
        await using var app = Build(new RunsOutOfTime());

        await Assert.ThrowsAsync<OperationCanceledException>(() => app.RunUntilStoppedAsync(TestContext.Current.CancellationToken));
    }

    private static WebApplication Build(IHostedService starting)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(starting);
        return builder.Build();
    }

    private sealed class WaitsForItsDatabase : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RunsOutOfTime : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new OperationCanceledException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
