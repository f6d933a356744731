using Engram.Trainer.Tests.Torch;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>What holds for every sequence network, and the recurrence of <see cref="Ksr"/>.</summary>
public sealed class When_a_sequence_is_read : TorchTest
{
    private const int Items = 6;
    private const int OwnItems = 4;

    private static readonly int[] EntityOf = [3, 1, 2, 5, 4, 6];

    public static TheoryData<string> Networks => ["recbole", "official", "agreement", "gru4rec"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Should_be_the_same_step_by_step(string kind)
    {
        using var network = Create(kind);
        var whole = network.Read(I([2, 3], 1, 2, 3, 4, 6, 5));
        SequenceState? state = null;
        for (var step = 0; step < 3; step++)
        {
            var one = network.Read(I([2, 3], 1, 2, 3, 4, 6, 5).narrow(1, step, 1), state);
            AssertValues(one.User, whole.User.narrow(1, step, 1).ToFloat32());
            state = one.State;
        }

        AssertValues(state!.Hidden, whole.State.Hidden.ToFloat32());
        if (whole.State.Memory is { } memory)
            AssertValues(state.Memory!, memory.ToFloat32());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Should_not_change_with_padding_or_with_the_other_subjects(string kind)
    {
        using var network = Create(kind);
        var alone = network.Read(I([1, 2], 3, 1)).User.ToFloat32();
        var among = network.Read(I([2, 4], 2, 4, 1, 5, 3, 1, 0, 0)).User.narrow(0, 1, 1).narrow(1, 0, 2);
        AssertValues(among, alone);
    }

    [Fact]
    public void Should_write_half_of_a_first_value_and_weigh_relations_to_one()
    {
        using var entities = T([7, 2], 0, 0, 1, 0, 0, 1, 1, 1, 2, 0, 0, 2, 1, 2);
        using var relations = T([2, 2], 0.5f, 0, 0, -1);
        using var network = new Ksr(Shape(KsrForm.RecBole), EntityOf, entities, relations, ValuesOf(relations));
        network.eval();
        var read = network.Read(I([1, 2], 2, 2)); // entity 1: [1, 0]
        var first = network.Read(I([1, 1], 2)).State.Memory!;
        AssertValues(first, 0.75f, 0, 0.5f, -0.5f);
        // z = sigmoid(M . a): 0.75 * 1.5, and 0.5 + 0.5.
        var (z1, z2) = (1 / (1 + MathF.Exp(-1.125f)), 1 / (1 + MathF.Exp(-1f)));
        AssertValues(read.State.Memory!, 0.75f + (z1 * 0.75f), 0, 0.5f + (z2 * 0.5f), -0.5f - (z2 * 0.5f));
        AssertValues(read.RelationWeights!.sum(-1), 1, 1);
    }

    [Fact]
    public void Should_write_only_what_is_known_of_an_item()
    {
        using var network = Create("agreement");
        var before = network.Read(I([1, 2], 1, 2)).State;
        AssertValues(network.Read(I([1, 1], 6), before).State.Memory!, before.Memory!.ToFloat32());
        Assert.NotEqual(before.Memory!.ToFloat32(), network.Read(I([1, 1], 3), before).State.Memory!.ToFloat32());
    }

    [Fact]
    public void Should_know_an_item_without_training_events_by_its_entity_alone()
    {
        using var entities = T([7, 2], 0, 0, 1, 0, 0, 1, 1, 1, 2, 0, 1, 1, 0, 2);
        using var relations = T([2, 2], 0.5f, 0, 0, -1);
        // Items 5 and 6 have no events; items 1, 2 and 3 do.
        using var network = new Ksr(Shape(KsrForm.RecBole), [3, 3, 2, 1, 3, 6], entities, relations, ValuesOf(relations));
        network.eval();
        var vectors = network.Candidates(I([4], 1, 2, 5, 6));
        Assert.NotEqual(vectors.select(0, 0).ToFloat32(), vectors.select(0, 1).ToFloat32());
        Assert.NotEqual(vectors.select(0, 2).ToFloat32(), vectors.select(0, 3).ToFloat32());
        using var other = new Ksr(Shape(KsrForm.RecBole), [3, 3, 2, 1, 3, 3], entities, relations, ValuesOf(relations));
        other.eval();
        var same = other.Candidates(I([2], 5, 6));
        Assert.Equal(same.select(0, 0).ToFloat32(), same.select(0, 1).ToFloat32());
    }

    [Fact]
    public void Should_never_train_the_keys_nor_frozen_entities()
    {
        using var entities = torch.normal([7, 4], 0, 1);
        using var relations = torch.normal([3, 4], 0, 1);
        using var network = new Ksr(Shape(KsrForm.Official), EntityOf, entities, relations, ValuesOf(relations));
        var learned = network.named_parameters().Where(parameter => parameter.parameter.requires_grad).Select(parameter => parameter.name);
        Assert.DoesNotContain("entities.weight", learned);
        Assert.Equal(["items.weight", "gru.weight_ih_l0", "gru.weight_hh_l0", "write.weight", "write.bias", "query.weight", "query.bias",
            "user.weight", "user.bias", "out.weight", "out.bias", "item.weight", "item.bias"], learned);
    }

    private static SequenceNetwork Create(string kind)
    {
        using var entities = torch.normal([7, 4], 0, 1);
        using var relations = torch.normal([3, 4], 0, 1);
        SequenceNetwork network = kind == "gru4rec" ? new Gru4Rec(Items, width: 5, hidden: 8, dropout: 0.1)
            : new Ksr(Shape(Enum.Parse<KsrForm>(kind, ignoreCase: true)), EntityOf, entities, relations, ValuesOf(relations));
        network.eval();
        return network;
    }

    /// <summary>Two values of each item by each relation, one of them missing; none of item 6.</summary>
    private static Tensor ValuesOf(Tensor relations)
    {
        var slots = (int)relations.shape[0];
        return I([Items + 1, slots, 2], [.. Enumerable.Range(0, (Items + 1) * slots).SelectMany(place =>
            (long[])[place / slots is 0 or Items ? 0 : 1 + (place % Items), place % 2 == 0 || place / slots is 0 or Items ? 0 : 2])]);
    }

    private static KsrShape Shape(KsrForm form) => new()
    {
        OwnItems = OwnItems,
        ItemWidth = 5,
        Hidden = 8,
        Width = 6,
        Gamma = form == KsrForm.Official ? 1 : 10,
        Dropout = 0.1,
        ColdShare = 0,
        FreezeEntities = form == KsrForm.Official,
        Form = form,
    };
}
