using Engram.Gateway.Storage;
using Engram.Hosting;
using Engram.Messaging;
using Engram.Messaging.Bus;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Expiry;

/// <summary>
/// Runs the expiry handlers at an interval, and resends lost messages at start-up with the in-memory transport. Before that, it extends
/// deadlines that passed while workers had no time to answer: after an outage, with the outbox held up, or after a clock jump.
/// </summary>
public sealed class ExpiryService(
    IServiceScopeFactory scopes, IOptions<GatewayOptions> options, IOptions<MessagingOptions> messaging,
    IOptions<DeliveryOptions> delivery, TimeProvider time,
    ILogger<ExpiryService> logger)
    : BackgroundService
{
    // A smaller difference is a gradual clock correction, not a jump.
    private static readonly TimeSpan LargestCorrection = TimeSpan.FromSeconds(2);

    private (DateTimeOffset Now, long Timestamp)? _last;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // In-memory messages are lost with the process: resend those of all unfinished work before anything else happens.
        if (messaging.Value.Transport == MessagingTransport.InMemory)
        {
            await using var scope = scopes.CreateAsyncScope();
            foreach (var resume in scope.ServiceProvider.GetServices<IResume>())
                await resume.ResumeAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Handles all work that is due now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        db.Database.SetCommandTimeout(delivery.Value.WorkTimeout);
        // Workers had no time to answer if the clock was set ahead, the machine slept, or their messages are still in the outbox.
        if (HasClockJumped() || await db.IsOutboxHeldUpAsync(delivery.Value.PublishTimeout, cancellationToken))
            await GiveTimeAsync(cancellationToken);
        foreach (var sweep in scope.ServiceProvider.GetServices<IExpiryHandler>())
            await sweep.SweepAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(SweepAfterOutageAsync, options.Value.SweepInterval, fault => Log.SweepInterrupted(logger, fault), stoppingToken);

    private async Task SweepAfterOutageAsync(CancellationToken cancellationToken)
    {
        // After an outage of the gateway or its database, answers may still wait in the queues.
        await GiveTimeAsync(cancellationToken);
        while (true)
        {
            await SweepAsync(cancellationToken);
            await Task.Delay(options.Value.SweepInterval, cancellationToken);
        }
    }

    private bool HasClockJumped()
    {
        var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var jump = _last is { } last ? now - last.Now - time.GetElapsedTime(last.Timestamp, timestamp) : TimeSpan.Zero;
        _last = (now, timestamp);
        return jump > LargestCorrection;
    }

    private async Task GiveTimeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        db.Database.SetCommandTimeout(delivery.Value.WorkTimeout);
        DateTimeOffset? now = time.GetUtcNow();
        var later = now + options.Value.PictureDeadline;
        await db.Posts.Where(post => post.DueAt < now).ExecuteUpdateAsync(post => post.SetProperty(p => p.DueAt, later), cancellationToken);
        await db.Questions.Where(question => question.DueAt < now)
            .ExecuteUpdateAsync(question => question.SetProperty(q => q.DueAt, later), cancellationToken);
        await db.ImportChunks.Where(chunk => chunk.DueAt < now)
            .ExecuteUpdateAsync(chunk => chunk.SetProperty(c => c.DueAt, later), cancellationToken);
    }
}
