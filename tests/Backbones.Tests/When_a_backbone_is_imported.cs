using System.Text.Json;
using Engram.Backbones.Networks;
using Engram.Backbones.Tests.Weights;
using Engram.Backbones.Weights;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;

namespace Engram.Backbones.Tests;

/// <summary>From a file of weights to a package that reads pictures.</summary>
public sealed class When_a_backbone_is_imported : IDisposable
{
    private const int Side = Backbone.PictureSide;

    /// <summary>Of a feature, relative to 1 + its size: float32 against float64 over some twenty layers.</summary>
    private const double Tolerance = 1e-4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vgg")]
    [InlineData("basic")]
    [InlineData("bottlenecks")]
    public void Should_compute_what_the_network_does_for_each_picture_of_a_batch(string network)
    {
        var (backbone, forward) = network switch
        {
            "vgg" => (TinyNetworks.Vgg, (Func<SlowTorch, SlowTorch.Map, SlowTorch.Map>)((torch, picture) => torch.Vgg16(picture))),
            "basic" => (TinyNetworks.Basic, (torch, picture) => torch.ResNet(picture, [2, 1, 2, 1])),
            _ => (TinyNetworks.Bottlenecks, (torch, picture) => torch.ResNet(picture, [2, 1, 1, 2])),
        };
        var weights = TinyNetworks.WeightsOf(backbone);
        SlowTorch.Map[] pictures = [Noise(seed: 2), Noise(seed: 3)];
        float[] batch = [.. pictures.SelectMany(picture => picture.Values).Select(value => (float)value)];
        double[] expected = [.. pictures.SelectMany(picture => forward(new SlowTorch(weights), picture).Values)];

        using var session = ModelSession.Open(Import(backbone, WeightWriter.SafeTensors(weights)), TinyNetworks.Cpu);
        using var inputs = new ModelInputs().Add(Backbone.PictureInput, batch, 2, 3, Side, Side);
        using var outputs = session.Run(inputs);
        var grid = outputs.Floats(Backbone.GridOutput, 2, backbone.Channels, 7, 7);

        Assert.Equal(expected.Length, grid.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], grid[i], Tolerance * (1 + Math.Abs(expected[i])));
        Assert.True(expected.Count(value => value > 0.01) > expected.Length / 10, "the features are nearly all 0");
    }

    [Fact]
    public void Should_give_the_same_package_from_each_form()
    {
        var weights = TinyNetworks.WeightsOf(TinyNetworks.Basic);
        InstalledModel[] packages =
        [
            Import(TinyNetworks.Basic, WeightWriter.SafeTensors(weights)),
            Import(TinyNetworks.Basic, WeightWriter.Archive(weights)),
            Import(TinyNetworks.Basic, WeightWriter.Stream(weights)),
        ];

        Assert.Equal(["tiny/1", "tiny/2", "tiny/3"], packages.Select(package => package.Id));
        Assert.All(packages, package => Assert.Equal(packages[0].Manifest.Files, package.Manifest.Files));
        Assert.Equal(packages[0].Manifest.Parameters.Keys, packages[2].Manifest.Parameters.Keys);
    }

    [Fact]
    public void Should_say_in_the_manifest_how_pictures_are_prepared_and_whose_weights_they_are()
    {
        var manifest = Import(TinyNetworks.Vgg, WeightWriter.SafeTensors(TinyNetworks.WeightsOf(TinyNetworks.Vgg))).Manifest;

        Assert.Equal(ModelKinds.ImageBackbone, manifest.Kind);
        Assert.Equal([0.485f, 0.456f, 0.406f], manifest.Parameter<float[]>("mean"));
        Assert.Equal([0.229f, 0.224f, 0.225f], manifest.Parameter<float[]>("std"));
        Assert.Contains(
            "stretched to 224 x 224", manifest.Parameter<string>(BackboneImport.PreprocessingParameter), StringComparison.Ordinal);
        Assert.Contains("user's own file", manifest.Parameter<string>(BackboneImport.LicenseParameter), StringComparison.Ordinal);
        Assert.Equal(InstalledModel.Hash(_folder.In("weights")), Assert.Single(manifest.Training.Data).Sha256);
    }

    [Fact]
    public void Should_list_everything_that_is_wrong_at_once()
    {
        var weights = TinyNetworks.WeightsOf(TinyNetworks.Basic).Where(tensor => tensor.Name is not ("bn1.bias" or "conv1.weight"))
            .Select(tensor => tensor.Name == "layer2.0.bn1.weight" ? TestTensor.Floats(tensor.Name, [1], 1) : tensor)
            .Append(TestTensor.Floats("layer5.0.conv1.weight", [1], 1));

        var error = Assert.Throws<WeightFileException>(() => Import(TinyNetworks.Basic, WeightWriter.SafeTensors(weights)));

        Assert.Equal(
            "These are not the weights of resnet18. Missing: bn1.bias, conv1.weight. Unknown: layer5.0.conv1.weight. "
            + "Of another shape: layer2.0.bn1.weight [1], needed [6].", error.Message);
        Assert.False(Directory.Exists(_folder.In("models")));
    }

    [Fact]
    public void Should_name_the_network_that_the_weights_are_of()
    {
        var (header, length) = (new Dictionary<string, object>(), 0L);
        foreach (var (name, shape) in Backbone.All[1].Convolutions.SelectMany(layer => layer.Tensors))
        {
            var start = length;
            length += sizeof(float) * shape.Aggregate(1L, (product, size) => product * size);
            header[name] = new { dtype = "F32", shape, data_offsets = (long[])[start, length] };
        }

        var bytes = WeightWriter.SafeTensors(JsonSerializer.Serialize(header), []);
        using (var sparse = File.Create(_folder.In("weights")))
        {
            sparse.Write(bytes);
            sparse.SetLength(bytes.Length + length);
        }

        var error = Assert.Throws<WeightFileException>(() => Import(Backbone.All[2]));
        Assert.StartsWith("These are not the weights of resnet50; they are those of resnet18.", error.Message, StringComparison.Ordinal);
        Assert.Contains(" more", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bn1.running_var", -1f, "Weights of conv1 are no numbers")]
    [InlineData("layer1.0.bn1.bias", float.PositiveInfinity, "Weights of layer1.0.conv1 are no numbers")]
    [InlineData("layer4.0.bn2.weight", float.NaN, "Weights of layer4.0.conv2 are no numbers")]
    [InlineData("layer4.0.bn2.weight", 3e38f, "give features that are no numbers")]
    public void Should_refuse_weights_that_give_no_numbers(string name, float value, string reason)
    {
        var weights = TinyNetworks.WeightsOf(TinyNetworks.Basic)
            .Select(tensor => tensor.Name != name ? tensor
                : TestTensor.Floats(name, tensor.Shape, [.. Enumerable.Repeat(value, (int)tensor.Shape[0])]));

        var error = Assert.Throws<WeightFileException>(() => Import(TinyNetworks.Basic, WeightWriter.SafeTensors(weights)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("models")));
    }

    [Theory]
    [InlineData("vgg16", 14_714_688)]
    [InlineData("resnet18", 11_176_512)]
    [InlineData("resnet50", 23_508_032)]
    [InlineData("resnet101", 42_500_160)]
    [InlineData("resnet152", 58_143_808)]
    public void Should_need_as_many_parameters_as_torchvision_has_below_the_classifier(string network, long parameters) =>
        Assert.Equal(parameters, Backbone.All.Single(backbone => backbone.Name == network).Convolutions.SelectMany(layer => layer.Tensors)
            .Where(tensor => !tensor.Name.Contains("running", StringComparison.Ordinal))
            .Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)));

    private InstalledModel Import(Backbone backbone, byte[] bytes)
    {
        File.WriteAllBytes(_folder.In("weights"), bytes);
        return Import(backbone);
    }

    private InstalledModel Import(Backbone backbone) => BackboneImport.Import(
        new ModelRepository(_folder.In("models")), backbone, _folder.In("weights"), "tiny", TinyNetworks.Cpu, new WeightFileOptions());

    private static SlowTorch.Map Noise(int seed)
    {
        var random = new Random(seed);
        return SlowTorch.Map.Make(3, Side, Side, (_, _, _) => 4 * random.NextSingle() - 2);
    }
}
