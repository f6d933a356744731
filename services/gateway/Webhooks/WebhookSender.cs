using System.Collections.Concurrent;
using Engram.Gateway.Events;
using Engram.Gateway.Storage;
using Engram.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Webhooks;

/// <summary>Sends deliveries that are due. Webhooks do not wait for each other: a slow one has its own attempts in hand.</summary>
internal sealed class WebhookSender(
    WebhookQueue queue, WebhookClient client, EventLog log, IServiceScopeFactory scopes, IOptions<WebhookOptions> options,
    TimeProvider time, ILogger<WebhookSender> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, Task> _sending = [];
    private readonly SemaphoreSlim _wake = new(0);

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RetryLoop.RunAsync(
            SendDueAsync, options.Value.PollInterval, fault => Log.WebhooksInterrupted(logger, fault), stoppingToken);
        await Task.WhenAll(_sending.Values);
    }

    private async Task SendDueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await queue.IsNeededAsync(cancellationToken))
                await SendNewAsync(cancellationToken);
            await _wake.WaitAsync(options.Value.PollInterval, cancellationToken);
        }
    }

    private async Task SendNewAsync(CancellationToken cancellationToken)
    {
        while (await queue.EnqueueAsync(cancellationToken))
        {
        }

        foreach (var due in await queue.ClaimAsync([.. _sending.Keys], cancellationToken))
            Begin(due.Key, [.. due], cancellationToken);
    }

    private void Begin(Guid webhookId, IReadOnlyList<WebhookDelivery> due, CancellationToken cancellationToken)
    {
        // Entered before it begins, so that its end finds the entry.
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sending[webhookId] = SendAllAsync();
        start.SetResult();

        async Task SendAllAsync()
        {
            await start.Task;
            try
            {
                await Task.WhenAll(due.Select(delivery => SendAsync(delivery, cancellationToken)));
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Attempts whose end is not noted are due again when their lease ends.
                Log.WebhooksInterrupted(logger, e);
            }
            catch (OperationCanceledException)
            {
            }

            _sending.TryRemove(webhookId, out _);
            _wake.Release();
        }
    }

    private async Task SendAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(one => one.Id == delivery.WebhookId, cancellationToken)
            is not { } webhook)
            return;
        var live = await LiveOfAsync(webhook, delivery, cancellationToken);
        var answer = live is null ? null : await client.SendAsync(webhook, delivery, live, cancellationToken);
        await NoteAsync(db, delivery, answer, cancellationToken);
    }

    private async Task<LiveEvent?> LiveOfAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Type == WebhookDelivery.TestType)
            return LiveEvent.Test(delivery.Type, webhook.Id, delivery.HappenedAt);
        var logged = new LoggedEvent(
            default, delivery.Type, delivery.Subject, delivery.PublicId, delivery.Version, delivery.Source, delivery.HappenedAt);
        return (await log.LoadAsync("", [logged], cancellationToken)).SingleOrDefault();
    }

    /// <param name="db">The gateway's tables.</param>
    /// <param name="sent">The delivery.</param>
    /// <param name="answer">How the attempt ended; null if there was nothing to send.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    private async Task NoteAsync(GatewayDb db, WebhookDelivery sent, WebhookAnswer? answer, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var webhook = await db.LockWebhookAsync(sent.WebhookId, cancellationToken);
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(one => one.Id == sent.Id, cancellationToken);
        if (webhook is null || delivery is null)
            return;
        Note(webhook, delivery, answer);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private void Note(Webhook webhook, WebhookDelivery delivery, WebhookAnswer? answer)
    {
        var now = time.GetUtcNow();
        switch (answer)
        {
            case null:
                delivery.Drop();
                return;
            case { Fault: null, Status: { } status }:
                delivery.Deliver(now, status);
                webhook.Succeed();
                return;
        }

        webhook.Fail(now, options.Value);
        delivery.Fail(now, answer.Status, answer.Fault!, answer.RetryAfter);
        if (answer.IsGone)
        {
            delivery.GiveUp();
            webhook.Disable("It answered 410 (Gone).");
        }
        else if (delivery.IsExhausted)
        {
            webhook.Disable($"Delivery {delivery.Id} failed in {delivery.Attempts} attempts over three days: {answer.Fault}");
        }

        if (!webhook.IsEnabled)
            Log.WebhookDisabled(logger, webhook.Id, webhook.DisabledReason!);
    }
}
